"""Where families come from: lists of names that suit each origin, and what tends to go with it."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a family's names come from, and what tends to go with it. Skin is a range of drawn tones."""

    code: str
    ethnicity: str
    share: float  # within the ethnicity
    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]
    skin: tuple[int, int]
    hair: tuple[tuple[str, float], ...]
    eyes: tuple[tuple[str, float], ...]
    languages: tuple[str, ...] = ()
    born_abroad: float = 0.0


_FAIR_HAIR = (
    ("brown", 0.33), ("dark_brown", 0.24), ("light_brown", 0.17), ("blond", 0.09), ("fair", 0.06), ("black", 0.04),
    ("ginger", 0.03), ("red", 0.02), ("dyed", 0.02),
)  # fmt: skip
_DARK_HAIR = (("black", 0.80), ("dark_brown", 0.17), ("dyed", 0.03))
_MIXED_HAIR = (("dark_brown", 0.45), ("black", 0.30), ("brown", 0.22), ("dyed", 0.03))
_FAIR_EYES = (("blue", 0.40), ("brown", 0.24), ("green", 0.14), ("hazel", 0.12), ("grey", 0.10))
_DARK_EYES = (("brown", 0.93), ("black", 0.04), ("hazel", 0.03))
_MIXED_EYES = (("brown", 0.78), ("hazel", 0.14), ("green", 0.08))


def _names(text: str) -> tuple[str, ...]:
    """Names in an order of popularity that is invented too, but always the same."""
    ranked = text.split()
    random.Random(f"names {ranked[0]}").shuffle(ranked)
    return tuple(ranked)


GIRLS = _names("""
    Ada Ailsa Alba Alexa Alicia Amelie Anais Annabel Annie Arabella Ava Ayla Beatrice Bella Betsy Bonnie Brooke Callie
    Cara Carys Cassidy Casey Cerys Clara Clemency Connie Constance Cora Daisy Darcey Darcie Delilah Demi Dotty Edie Effie
    Elara Elise Eliza Elodie Elsie Emmeline Erin Esme Eva Evelyn Evie Faith Faye Felicity Fern Fleur Flora Florence Freya
    Gabriella Gracie Halle Harlow Hattie Heidi Honey Imogen Iris Isabel Isabella Isla Isobel Ivy Jessie Jorja Josie
    Juliet Keira Kiera Kitty Kyra Lacey Layla Lexi Libby Lila Lilah Lily Lola Lottie Luna Lyla Mabel Maddison Maisie
    Margot Martha Matilda Maya Mia Millie Mimi Mollie Myla Nancy Nell Neve Nina Nora Olive Orla Peggy Penny Phoebe Poppy
    Quinn Rae Robyn Romy Rosa Roxanne Ruby Sadie Saffron Saskia Scarlett Seren Sienna Skye Sofia Summer Tabitha Talia
    Tamsin Tegan Tess Thea Tia Tilly Violet Willow Winnie Wren Zara Zelda
""")
BOYS = _names("""
    Ace Albie Alec Alfie Alistair Angus Archer Archie Arlo Asher Ashton Austin Barnaby Bailey Beau Blake Bobby Brodie
    Byron Caleb Calum Carter Casper Cody Cole Conrad Corey Dexter Dominik Eddie Eden Edmund Eli Elijah Ellis Emmett Ethan
    Euan Evan Ezra Felix Finlay Finley Finn Flynn Frankie Fraser Freddie Gabriel Gene George Gethin Grayson Gus Harley
    Harrison Harvey Hayden Hector Hugo Hunter Ike Innes Isaac Jackson Jasper Jax Jayden Jenson Jesse Jonah Jude Kai
    Kaiden Keanu Kit Kobi Lachlan Laurie Lenny Leo Levi Linus Logan Lorcan Luca Lucas Magnus Mason Miles Milo Monty
    Morgan Myles Nate Ned Noah Oakley Oisin Ollie Oscar Otis Otto Parker Percy Ralph Reggie Remy Reuben Rex Riley Roman
    Ronnie Rory Rowan Rudy Rufus Rupert Sebastian Seth Sidney Sonny Spencer Taylor Teddy Theo Theodore Tobias Tommy Tyler
    Vinnie Wesley Wilf Wilfred Xander Zac Zachary Zeke
""")

FIRST_ELEMENT = _names("""
    Ash Ald Alder Amble Apple Arkle Barn Bar Bex Birk Black Brad Bram Brand Brock Brook Brom Burn Cal Cald Cart Chad Chal
    Clay Clif Cob Col Cor Cran Crop Dan Dar Den Dray Dun Dur East Elder Ellis Em Fair Fal Farn Fen Fother Gar Gate Gil Glad
    Gol Graf Green Had Hal Ham Har Hart Hath Haw Hay Hazel Heath Hels Hem Hen Hol Horn Hoy Hux Hythe Ingle Ivers Kel Ken
    Kil Kirk Lamb Lang Lav Leigh Lin Lit Lock Long Lud Lyd Mal Mar Marl Mel Mid Mil Mor Nether New Nor Oak Oat Old Or Os
    Pax Pem Pen Pick Plum Pres Rad Raven Red Rib Rock Roth Rush Sal Sand Sax Sel Shel Sher Shir Sib Skel Som Stan Stap
    Stock Stray Sut Tat Thorn Til Tre Up Wad Wal Ware Wat Wes West Whar Whit Wid Wil Win Wood Wren Wy Yax York
""")
LAST_ELEMENT = _names("""
    bank beck borne bourne bridge brook burn bury by combe cote croft dale den don field fold ford gate grave ham hurst
    ington land ley low man mere more ridge shaw side stead stock stone thorpe thwaite ton tree wall way well wick wood
    worth
""")

_WELSH_GIVEN_F = _names("""
    Angharad Alys Anwen Bethan Branwen Bronwen Cadi Carys Catrin Ceri Cerys Efa Eira Elan Eleri Elin Enfys Ffion Fflur
    Gwen Gwenllian Heledd Lleucu Lowri Mabli Mair Mali Manon Mared Megan Menna Mirain Myfanwy Nansi Nerys Nia Non Olwen
    Rhian Rhiannon Seren Siân Sioned Siwan Tegan Tesni Tirion
""")
_WELSH_GIVEN_M = _names("""
    Alun Aled Aneirin Arwel Bedwyr Bryn Cai Caradog Celt Dafydd Deiniol Dewi Dylan Elis Emrys Emyr Gareth Geraint Gethin
    Gruffydd Guto Gwilym Harri Hefin Huw Idris Ieuan Ifan Illtyd Ioan Iolo Iorwerth Iwan Llew Lloyd Macsen Meilyr Meurig
    Morgan Osian Owain Rhodri Rhun Rhys Siôn Steffan Taliesin Tomos Trystan
""")
_WELSH_FAMILY = _names("""
    Jones Davies Williams Evans Thomas Roberts Lewis Hughes Morgan Griffiths Edwards Owen James Rees Jenkins Price Morris
    Lloyd Phillips Parry Powell Pritchard Bowen Pugh Howells Vaughan Probert Prosser Gwynne Tudor Mathias Beynon Bebb
    Cadwallader Craddock Gethin Havard Kyffin Llewellyn Maddock Meredith Mostyn Nanney Penry Prothero Rhydderch Sayce
    Trahaearn Wynne Yorath
""")
_IRISH_F = _names("""
    Aisling Aoibheann Aoife Ailbhe Bláthnaid Bríd Caoimhe Ciara Clodagh Dearbhla Deirdre Eabha Eimear Eithne Fionnuala
    Gráinne Isolde Mairead Maeve Muireann Niamh Nuala Oonagh Orlaith Róisín Sadhbh Saoirse Shauna Sinéad Siobhán Sorcha
    Tara Una
""")
_IRISH_M = _names("""
    Aidan Bran Brendan Cathal Cian Ciarán Cillian Colm Conall Cormac Daithí Darragh Declan Diarmuid Donal Eamon Eoghan
    Eoin Fergus Fiachra Fionn Fintan Lorcan Lochlann Malachy Oisín Oran Pádraig Phelan Rian Ronan Ruairí Senan Shane
    Tadhg Tiernan
""")
_IRISH_FAMILY = _names("""
    Murphy Kelly O'Sullivan Walsh Byrne Ryan O'Connor O'Neill O'Reilly Doyle Gallagher Doherty Kennedy Lynch Quinn Moran
    Connolly Daly Brennan Burke Collins Campbell Hughes Farrell Fitzgerald Nolan Hogan Cassidy Behan Corrigan Cullinane
    Devaney Donnellan Fallon Garrity Geraghty Heffernan Hennessy Keating Kinsella Lenihan MacNamara McGovern McGuire
    McLoughlin Mulcahy Mulligan Nugent O'Dwyer O'Grady O'Hara O'Keeffe Rafferty Scanlan Sheehan Tierney Tuohy
""")
_SCOTTISH_F = _names("""
    Ailsa Aileen Beathag Catriona Davina Eilidh Elspeth Effie Fiona Fenella Greer Iona Isla Isobel Iseabail Jean Kirsty
    Lorna Mairi Mhairi Marsaili Morag Morven Murdina Rhona Rona Senga Shona Skye Sheena Una
""")
_SCOTTISH_M = _names("""
    Alasdair Alistair Angus Archie Blair Bruce Calum Cameron Colin Craig Duncan Ewan Ewen Fergus Finlay Fraser Gregor
    Hamish Iain Innes Kenneth Keir Lachlan Malcolm Murdo Murray Neil Ross Ruaridh Rory Struan Torquil
""")
_SCOTTISH_FAMILY = _names("""
    Smith Brown Wilson Robertson Campbell Stewart Thomson Anderson MacDonald Scott Reid Murray Clark Ross Young Mitchell
    Watson Paterson Morrison Fraser Davidson Gray McDonald Henderson Hamilton Johnston Duncan Graham Ferguson Kerr
    Cameron Abercrombie Auchterlonie Baird Balfour Buchanan Carmichael Carnegie Cockburn Drummond Dunbar Farquharson
    Galbraith Gilchrist Haldane Imrie Kinnaird Lamont Leckie Lockhart MacAskill MacBeth MacCallum MacInnes MacKinnon
    MacLennan MacPhail MacRae Menzies Moncrieff Napier Ogilvie Pitcairn Rennie Sempill Strachan Urquhart Wemyss
""")
_POLISH_F = _names("""
    Agnieszka Alicja Amelia Aneta Anna Antonina Barbara Dorota Ewa Gabriela Hanna Helena Iga Izabela Joanna Julia Kamila
    Karolina Katarzyna Kinga Laura Lena Maja Magdalena Malwina Marta Milena Natalia Nikola Ola Oliwia Patrycja Paulina
    Pola Roksana Wiktoria Weronika Zofia Zuzanna
""")
_POLISH_M = _names("""
    Adam Adrian Aleksander Antoni Artur Bartosz Błażej Cezary Damian Dawid Dominik Filip Grzegorz Hubert Igor Jakub Jan
    Kacper Kamil Karol Krystian Krzysztof Kuba Łukasz Maciej Marcel Marcin Mateusz Michał Mikołaj Miłosz Oskar Patryk
    Paweł Piotr Radek Rafał Sebastian Szymon Tomasz Tymon Wojciech
""")
_POLISH_FAMILY = _names("""
    Kowalski Wiśniewski Kamiński Lewandowski Zieliński Szymański Dąbrowski Kozłowski Jankowski Mazur Krawczyk Kaczmarek
    Grabowski Zając Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski
    Jaworski Adamczyk Dudek Nowicki Pawlak Górski Witkowski Walczak Sikora Baran Rutkowski Szewczyk Ostrowski Tomaszewski
    Pietrzak Marciniak Wróblewski Zalewski Jakubowski Sadowski Bąk Chmielewski Włodarczyk Borkowski Czarnecki Sawicki
""")
_ROMANIAN_F = _names("""
    Adelina Adriana Alexandra Alina Ana Anca Andreea Bianca Camelia Carmen Cătălina Corina Cristina Daria Denisa Diana
    Elena Florentina Gabriela Georgiana Ilinca Ioana Irina Larisa Lavinia Loredana Luminita Mădălina Mihaela Mirela
    Nicoleta Oana Raluca Ramona Roxana Ruxandra Simona Sorina Teodora Violeta
""")
_ROMANIAN_M = _names("""
    Adrian Alexandru Andrei Bogdan Călin Cătălin Ciprian Claudiu Constantin Cosmin Costin Cristian Dan Darius Denis
    Dragos Emil Eugen Florin Gabriel George Horia Ilie Ionut Iulian Laurentiu Liviu Lucian Marian Marius Matei Mihai
    Mircea Nicolae Octavian Ovidiu Radu Razvan Robert Sergiu Silviu Sorin Stefan Teodor Tudor Valentin Vasile Victor Vlad
""")
_ROMANIAN_FAMILY = _names("""
    Popa Popescu Ionescu Rusu Stan Munteanu Dumitru Stoica Matei Constantin Lazar Ciobanu Florea Marin Moldovan Serban
    Dinu Oprea Tudor Nistor Barbu Cojocaru Ilie Toma Mocanu Voicu Dragomir Manole Neagu Ungureanu Sandu Enache Balan
    Vasilescu Anghel Grigore Radulescu Cristea Nedelcu Preda Bucur Albu Lupu Bratu Dobre Filip Iordache Mihalache
    Olteanu Petcu Simion Zamfir
""")
_BALTIC_F = _names("""
    Agnė Aistė Daina Dovilė Eglė Emilija Gabija Ieva Inga Jurgita Kotryna Kristina Laima Liepa Lina Luknė Miglė Monika
    Neringa Rasa Rūta Simona Ugnė Vaida Viktorija Anete Elza Ilze Liene Madara Sanita Zane
""")
_BALTIC_M = _names("""
    Algirdas Arnas Benas Darius Deividas Domas Dovydas Edgaras Emilis Gediminas Jonas Justas Kajus Karolis Linas Lukas
    Mantas Marius Matas Mindaugas Nojus Paulius Rokas Saulius Tadas Tomas Vytautas Artis Edgars Guntis Janis Raivis
    Valdis
""")
_BALTIC_FAMILY = _names("""
    Kazlauskas Petrauskas Jankauskas Stankevičius Butkus Paulauskas Urbonas Kavaliauskas Navickas Žukauskas Ramanauskas
    Rimkus Gudaitis Bagdonas Mažeika Šimkus Norkus Jonaitis Vaitkus Kalvaitis Ozols Kalnins Berzins Liepins Balodis
    Eglitis Zarins Petersons Vitols Krumins Lapins Dimants
""")
_PAKISTANI_F = _names("""
    Aaliyah Aamna Aisha Aleena Alina Amina Anam Aneesa Anum Areeba Asma Ayesha Bisma Farah Fatima Hadia Hafsa Hajra Haleema
    Hiba Hira Iman Inaya Iqra Javeria Khadija Laiba Mahnoor Maira Maham Maryam Mehwish Minahil Nadia Naila Nimra Noor
    Rabia Raheela Rimsha Rubina Saba Sadia Safa Saima Samina Sana Shazia Sidra Sumaira Tayyaba Uzma Yusra Zahra Zainab
    Zara Zoya
""")
_PAKISTANI_M = _names("""
    Aadil Aamir Abbas Abdullah Adeel Adnan Ahsan Ali Amaan Arham Arslan Asad Asim Awais Bilal Burhan Danish Ehsan Faisal
    Farhan Faris Fawad Furqan Haider Hamza Haris Haroon Hasan Hassan Husnain Ibrahim Idrees Ihsan Imran Irfan Ismail
    Jibran Junaid Kamran Kashif Khalid Luqman Mikail Mohammed Moeen Mubashir Mudassar Mustafa Nabeel Nadeem Naveed Noman
    Omar Qasim Raheem Rayyan Rehan Rizwan Saad Sajid Salman Saqib Shahid Shahzaib Shoaib Sohail Subhan Sufyan Taha
    Tahir Talha Tariq Umair Umar Usman Wahab Waleed Waqas Yahya Yasin Yusuf Zain Zeeshan Zohaib
""")
_PAKISTANI_FAMILY = _names("""
    Khan Hussain Ahmed Ali Akhtar Mahmood Iqbal Malik Shah Aslam Ashraf Arshad Anwar Awan Aziz Bashir Bhatti Butt Chaudhry
    Dar Farooq Ghani Gondal Habib Hafeez Hameed Haq Ibrahim Ilyas Ishaq Jamil Javed Kayani Khaliq Khawaja Latif Mirza
    Mughal Munir Nawaz Nazir Niazi Pervaiz Qureshi Rafiq Rashid Raza Riaz Saeed Saleem Sarwar Shabir Shafiq Sharif Sheikh
    Siddique Sultan Tariq Younis Yousaf Zaman Zia
""")
_BANGLADESHI_FAMILY = _names("""
    Begum Miah Rahman Uddin Islam Hussain Choudhury Khatun Ali Ahmed Hoque Alam Bhuiyan Haque Hossain Kabir Karim
    Laskar Mannan Matin Mia Mollah Morshed Muquit Quddus Sarker Shaheed Sikder Talukdar Ullah Zaman
""")
_INDIAN_F = _names("""
    Aanya Aarti Aditi Amrit Amrita Ananya Anika Anjali Anushka Asha Avani Bhavika Chandni Deepa Devika Diya Divya Gurleen
    Harleen Harpreet Hetal Isha Jasleen Jasmin Jaspreet Jaya Kajal Kareena Kavita Kavya Khushi Kiran Komal Lakshmi Leela
    Manisha Meera Megha Mira Navdeep Neha Nidhi Nisha Pooja Prabhjot Pragna Prisha Priya Radhika Rajvir Reena Ritu Riya
    Roshni Rupal Saanvi Sakshi Shreya Shruti Simran Sneha Sonal Sunita Tanvi Tara Trisha Urvi Vaishali Varsha Vidya
""")
_INDIAN_M = _names("""
    Aarav Aditya Ajay Akash Akhil Aman Amar Amit Anand Aniket Anil Arjan Arjun Arun Ashok Balraj Bhavesh Chetan Daljit
    Darshan Deepak Dev Dhruv Dilip Gagan Gurpreet Hardeep Harish Harjit Hemant Ishaan Jai Jagdeep Jaswinder Jatin Jay
    Karan Karthik Kartik Kavi Kishan Krish Kunal Lakhan Mahesh Manav Manoj Mayur Milan Mukesh Nakul Naveen Neel Nikhil
    Nilesh Nitin Parth Pranav Prakash Rahul Raj Rajan Rajiv Rakesh Ravi Rishi Rohan Rohit Sachin Sahil Samir Sandeep
    Sanjay Shaan Shiv Sukhdeep Sunil Suraj Tarun Uday Varun Veer Vijay Vikram Vinay Vishal Vivaan Yash
""")
_INDIAN_FAMILY = _names("""
    Patel Singh Kaur Shah Sharma Kumar Mistry Gill Sandhu Dhillon Sidhu Grewal Bains Johal Atwal Bhogal Birdi Chana Chohan
    Dhaliwal Dhanda Dosanjh Dulay Ghuman Hayer Heer Kandola Khaira Lalli Mann Matharu Nijjar Panesar Purewal Rai Randhawa
    Sahota Sangha Sehmi Sohal Suri Tiwana Toor Uppal Virk Amin Bhatt Chauhan Dave Desai Gohil Jadeja Joshi Kapoor
    Kotecha Lakhani Malhotra Mehta Menon Nair Naidu Pandya Parekh Parmar Pillai Popat Raghavan Rana Rathod Reddy
    Sengupta Solanki Soni Thakkar Thakur Trivedi Vaghela Varma Vora
""")
_NIGERIAN_F = _names("""
    Abimbola Adaeze Adanna Adaobi Adebola Ademide Adetola Amarachi Anuli Ayomide Bolanle Bukola Chiamaka Chidinma Chika
    Chioma Chinwe Damilola Ebele Ebun Efe Ekaette Esther Eniola Favour Folake Funke Ife Ifeoma Ijeoma Kambili Kehinde
    Kemi Lola Mayowa Morenike Ngozi Nkechi Nneka Nneoma Obioma Olamide Omolara Oyinda Oluchi Precious Simisola Tamilore
    Temi Titilayo Tobi Tolu Uche Uju Yejide Yetunde Zainab Zikora
""")
_NIGERIAN_M = _names("""
    Abiola Adebayo Adeola Ademola Akin Ayodele Ayo Babajide Babatunde Bayo Chidi Chike Chima Chinedu Chukwudi Dapo Daniel
    David Dele Ebuka Ekene Emeka Emmanuel Femi Folarin Gbenga Ifeanyi Ikechukwu Ikenna Jide Joshua Kelechi Kola Kunle
    Lanre Nnamdi Nonso Obi Obinna Okechukwu Olumide Oluwaseun Onyeka Segun Seun Sola Taiwo Tayo Tobenna Tunde Uchenna
    Ugochukwu Wale Yemi Zubby
""")
_NIGERIAN_FAMILY = _names("""
    Adebayo Adeleke Adeniyi Adeyemi Afolabi Agu Ajayi Akande Akintola Akinwande Alabi Amadi Anyanwu Ayodele
    Babalola Balogun Bamidele Bankole Chukwu Dike Ebere Edozie Effiong Ekwueme Eze Ezeji Fashola Folarin Ibe Idowu Igwe
    Ike Iwu Kalu Lawal Madu Mbah Mbanefo Njoku Nnadi Nwachukwu Nwankwo Nwosu Obi Obiora Odili Ogunleye Ojo Okafor Okeke
    Okonkwo Okoro Okoye Oladipo Olawale Olorunfemi Olusola Omotayo Onwudiwe Onyeama Oputa Orji Osagie Oyelaran Oyinlola
    Salako Sanusi Shonibare Sowande Udeh Ugwu Uzoma Yusuf
""")
_GHANAIAN_F = _names("""
    Abena Ama Adwoa Afia Afua Akosua Akua Araba Baaba Efua Ekua Esi Esther Gifty Grace Maame Mansa Mercy Nana Naana Nyarko
    Serwaa Yaa Yaaba
""")
_GHANAIAN_M = _names("""
    Ato Ebo Ekow Fiifi Kobby Kofi Kojo Kwabena Kwadwo Kwaku Kwame Kwamena Kwasi Kwesi Nana Nii Ofori Paa Papa Yaw Yoofi
    Samuel Isaac Emmanuel
""")
_GHANAIAN_FAMILY = _names("""
    Mensah Owusu Osei Boateng Appiah Asante Agyemang Addo Amoah Ampofo Ankrah Annan Ansah Antwi Asare Asiedu Badu Bediako
    Boakye Bonsu Darko Donkor Frimpong Gyamfi Kyei Larbi Obeng Ofori Opoku Oppong Poku Quartey Quaye
    Sarpong Tetteh Twum Yeboah
""")
_SOMALI_F = _names("""
    Amran Asha Ayan Bilan Deka Faduma Farhiya Filsan Fowsia Hamdi Hibaaq Hinda Hodan Idil Ifrah Ikran Ilhan Khadra Ladan
    Muna Nasra Nimco Rahma Sagal Sahra Samira Shukri Sumaya Ubah Yasmin Zamzam
""")
_SOMALI_M = _names("""
    Abdi Abdirahman Abdullahi Ahmed Ayanle Bashir Dahir Farah Guled Hassan Ibrahim Idris Ilyas Ismail Jama Khalid Liban
    Mahad Mahamed Mohamud Mukhtar Mustaf Nuur Omar Sakariye Said Salah Shafie Suleiman Warsame Yahye Yusuf Zakariya
""")
_SOMALI_FAMILY = _names("""
    Abdi Abdille Abdullahi Aden Adan Ahmed Ali Barre Dahir Duale Egal Elmi Farah Gedi Guled Hassan Hersi Hirsi Hussein
    Ibrahim Isse Jama Kulane Mohamed Mohamud Muse Nur Omar Osman Rage Roble Samatar Shire Warsame Yusuf
""")
_HORN_F = _names("""
    Abeba Almaz Azeb Bethlehem Eden Elsa Feven Genet Haben Helen Hiwet Kidist Lidya Luwam Mahlet Makda Marta Meron Mihret
    Miriam Rahel Ruta Saba Salem Samrawit Selam Senait Simret Tigist Tsion Winta Yordanos
""")
_HORN_M = _names("""
    Abel Abraham Amanuel Asmerom Aman Awet Bereket Biniam Dawit Daniel Efrem Ermias Estifanos Ezra Filmon Fitsum Girmay
    Habtom Henok Isaias Kibrom Kidane Medhanie Mehari Meron Mikael Natnael Nahom Robel Samson Samuel Senai Simon Temesgen
    Tesfay Yared Yohannes Yonas Yonatan Zerai
""")
_HORN_FAMILY = _names("""
    Abraha Alem Araya Asfaha Asmelash Bahta Berhane Desta Fessehaye Gebre Gebremariam Gebremedhin Gebreselassie Ghebre
    Ghide Girma Habte Haile Hagos Kahsay Kebede Kidane Kiflom Mebrahtu Mehari Negash Okbay Okubay Selassie Sium Tadesse
    Tekle Tesfamariam Tesfay Tewolde Weldu Woldemichael Yohannes Zemede Zerom
""")
_CARIBBEAN_F = _names("""
    Aaliyah Abigail Alesha Amara Anita Asha Brianna Candice Chantelle Cherelle Corinne Danielle Deja Destiny Dominique
    Ebony Esther Gabrielle Imani Jada Jasmine Kadeisha Keisha Kiara Leticia Malaika Marcia Marlene Mikaela Naomi Nia
    Nevaeh Renee Rochelle Sade Samara Serena Shanelle Shanice Shania Simone Tamara Tamika Tanisha Tia Tiana Zahra Zaria
""")
_CARIBBEAN_M = _names("""
    Aaron Amari Andre Anton Caleb Clive Damari Dante Darnell Delroy Devante Donovan Elijah Errol Ezekiel Gabriel Isaiah
    Jabari Jahmal Jamal Jayden Jerome Jermaine Joshua Kadeem Kai Kamari Kaleb Keon Kieron Kwame Leroy Levi Malachi Malik
    Marlon Micah Nathaniel Omari Orlando Reuben Ricardo Rio Romario Shaquille Theo Tre Trevon Tyrell Tyrese Winston Zion
""")
_CARIBBEAN_FAMILY = _names("""
    Campbell Brown Williams Clarke Morgan Grant Thompson Gordon Reid Francis Henry Bailey Barrett Bennett Blake Bogle
    Brathwaite Cadogan Chambers Charles Daley Dacosta Downer Edwards Ffrench Forde Gayle Gittens Goulbourne
    Greenidge Griffith Hamilton Headley Henriques Holder Hylton James Joseph Lindo Livingston Malcolm McFarlane McKenzie
    Mclean Nembhard Palmer Parchment Pinnock Powell Prendergast Ramsay Richards Rowe Samuels Sinclair Spence Stephenson
    Swaby Taitt Thorpe Walcott Weekes Whyte Wint Worrell
""")
_ARABIC_F = _names("""
    Aya Abir Amal Amira Asma Basma Bayan Dalal Dalia Dana Dima Duaa Eman Farida Ghada Hala Hanan Hanin Hoda Huda Joud
    Jumana Khulud Lama Lamis Layan Leen Lina Lubna Malak Manal Marwa Maya Mayar Mona Muna Nada Nadine Nour Rana Rahaf
    Rania Rasha Razan Reem Rima Rola Rowan Salma Samar Sara Shahd Shatha Sidra Suha Tala Thuraya Wafa Yara Yasmin Zeina
""")
_ARABIC_M = _names("""
    Abdelrahman Adham Ahmad Amjad Amr Anas Anwar Ayham Ayman Bader Bashar Bassam Bilal Diaa Eyad Fadi Faisal Firas Ghaith
    Hadi Hani Hatem Haitham Hisham Hossam Ihab Iyad Jad Jamal Karam Karim Khaled Laith Louay Mahdi Majd Malek Mazen Mohannad
    Moaz Mustafa Nabil Nader Nasser Omar Osama Qusai Raed Rami Rayan Saif Salem Samer Sami Sari Tarek Wael Walid Waseem
    Yazan Yousef Zaid Ziad
""")
_ARABIC_FAMILY = _names("""
    Abbas Abboud Abdallah Ajami Ajlouni Albanna Alhakim Alhaddad Alkhatib Almasri Alnajjar Alrashid Alsayed Aswad Atallah
    Ayoub Azzam Barakat Bazzi Bitar Boutros Chahine Dabbagh Daher Darwish Fakhoury Fares Farhat Ghanem Habibi Hadid Hakim
    Halabi Hamdan Hammoud Hariri Hijazi Ismail Issa Jaber Jabbour Kabbani Kanaan Karam Kassab Kattan Khalil Khoury Mansour
    Maalouf Mahfouz Masri Moussa Nahas Nassar Nasser Odeh Qasem Rahal Saab Sabbagh Salameh Saleh Sayegh Shaheen Shami
    Shammas Suleiman Taha Tannous Younes Zaki Zaydan
""")
_AFGHAN_F = _names("""
    Arezo Bahar Behnaz Darya Farida Freshta Golnaz Hosna Khatera Laila Mahsa Mahtab Marjan Mina Mursal Nargis Nasrin Nilofar
    Parisa Parwana Roya Rozhin Sahar Shabnam Shaista Shilan Shirin Soraya Yalda Zohra
""")
_AFGHAN_M = _names("""
    Ahmadullah Ajmal Arash Arman Asif Barzan Behrouz Dara Dilan Ehsanullah Esmat Farhad Fawad Habib Hekmat Hiwa Homayoun
    Idris Jawid Kaveh Khalid Mirwais Mujtaba Najib Nawid Omid Parwez Ramin Rebin Rohullah Safi Samim Sherzad Shayan Soran
    Wahid Yasir Zabi Zalmai Zmarai
""")
_AFGHAN_FAMILY = _names("""
    Ahmadi Ahmadzai Akbari Amiri Anwari Arianfar Azizi Barakzai Darwishi Ebrahimi Faizi Farhadi Ghaffari Ghorbani Haidari
    Hakimi Hamidi Hashemi Hosseini Jafari Karimi Khairkhah Khalili Mahmoudi Majidi Mohammadi Moradi Naderi Nazari Noori
    Nuristani Omari Popal Qaderi Rahimi Rasooli Rezai Rostami Sadat Safari Safi Sahak Salehi Samadi Sharifi Stanikzai
    Sultani Tahiri Wardak Yousufi Zamani Zazai
""")
_TURKISH_F = _names("""
    Aleyna Asli Aylin Aysun Azra Belgin Beren Bilge Burcu Ceren Damla Defne Deniz Dilara Ebru Ecrin Ela Elif Emine Esra
    Ezgi Gizem Gül Hatice Irem Melek Merve Mira Nehir Özge Pelin Pinar Sevgi Sibel Simge Tuba Yasemin Zehra Zeynep
""")
_TURKISH_M = _names("""
    Ahmet Alp Arda Baris Batuhan Berk Burak Can Cem Cemal Deniz Efe Emir Emre Enes Erdem Ercan Eren Ferhat Furkan Hakan
    Halil Ibrahim Kaan Kadir Kerem Kemal Koray Mehmet Mert Murat Okan Onur Ozan Poyraz Selim Serkan Sinan Tarik Tolga Umut
    Volkan Yigit Yusuf
""")
_TURKISH_FAMILY = _names("""
    Acar Akar Aksoy Aktas Arslan Aslan Avci Aydin Bozkurt Bulut Can Çelik Çetin Demir Dogan Güler Günes Kaplan Kara
    Karaca Kaya Keskin Kilic Koç Korkmaz Kurt Öz Özcan Özdemir Öztürk Polat Sahin Sari Sen Simsek Tas Tekin Toprak Tunç
    Turan Uçar Ünal Yavuz Yildirim Yildiz Yilmaz Yüksel
""")
_IBERIAN_F = _names("""
    Ana Beatriz Bruna Camila Carla Carolina Catarina Claudia Constança Daniela Elena Giulia Ines Isabela Joana Juliana
    Larissa Leonor Leticia Lucia Luisa Madalena Margarida Mariana Marta Martina Matilde Noelia Paloma Paula Raquel Renata
    Rita Rocio Sofia Teresa Valentina Vitoria Ximena
""")
_IBERIAN_M = _names("""
    Afonso Alejandro Andre Bernardo Bruno Caio Carlos Cesar Davide Diego Diogo Duarte Eduardo Enrique Felipe Fernando
    Filipe Francisco Gonçalo Guilherme Gustavo Henrique Hugo Ignacio Ivan Javier Joaquim Jorge Leonardo Lorenzo Lourenço
    Luis Manuel Marco Mateo Miguel Nuno Pablo Paulo Pedro Rafael Ricardo Rodrigo Rui Salvador Santiago Tiago Tomas Vasco
    Vitor
""")
_IBERIAN_FAMILY = _names("""
    Almeida Alves Andrade Araujo Barbosa Bianchi Borges Cabral Caldeira Cardoso Carvalho Castro Coelho Correia Costa Cunha
    Delgado Dias Duarte Esteves Faria Fernandes Ferreira Figueiredo Fonseca Freitas Garcia Gomes Gonçalves Guerreiro
    Henriques Iglesias Leal Lopes Macedo Machado Marques Martins Matos Mendes Monteiro Morais Moreira Nascimento Neves
    Nogueira Nunes Oliveira Pacheco Peixoto Pereira Pinto Pires Ramos Reis Ribeiro Rocha Rodrigues Romano Rosario Salgado
    Sampaio Santana Santos Serrano Silva Simões Soares Sousa Tavares Teixeira Torres Vargas Vaz Vieira
""")
_CHINESE_F = _names("""
    Bo-Yi Chun Fang Hui Jia Jing Jiayi Lan Lei Li-Na Lihua Ling Mei Min Mingxia Ning Qing Rui Shan Shu-Fen Siu Siu-Ling
    Tong Wai Wei Wing Xia Xinyi Xiu Yan Yee Ying Yuet Yun Yuxin Zhen Amy Chloe Grace Joyce Sophie Vivian
""")
_CHINESE_M = _names("""
    Bin Bo Chen-Wei Chi-Kin Chun-Ho Feng Gang Guowei Hao Haoran Ho-Yin Hong Jia-Hao Jian Jun Ka-Chun Kai Kin Kit Lei Liang
    Long Ming Peng Qiang Shun Siu-Fung Tao Tsz-Hin Wai-Kit Wei Wing-Kei Xiang Yang Yichen Yong Yu-Hang Zhen Zihao Daniel
    Ethan Jason Kevin Nathan Ryan
""")
_CHINESE_FAMILY = _names("""
    Au Cai Chan Chang Chen Cheng Cheung Chiu Chow Chu Deng Fan Fang Feng Fong Fu Fung Gao Guo Han He Ho Hu Huang Hui Ip
    Jiang Kong Kwan Kwok Lai Lam Lau Law Lee Leung Li Liang Liao Lin Ling Liu Lo Lu Luo Ma Mak Man Mok Ng Pang Peng Poon
    Qian Shen Shum Song Sun Sze Tam Tan Tang Tong Tsang Tse Wang Wei Wong Wu Xiao Xie Xu Yang Yao Ye Yeung Yip Yiu Yu Yuan
    Yuen Zeng Zhang Zhao Zheng Zhou Zhu
""")
_VIETNAMESE_F = _names("An Bich Chau Diep Giang Hanh Hien Hoa Hong Huong Huyen Kim Lan Linh Mai Minh My Ngoc Nhung Phuong "
                       "Quyen Thao Thi Thu Thuy Tien Trang Trinh Tuyet Van Vy Xuan Yen")  # fmt: skip
_VIETNAMESE_M = _names("Anh Bao Binh Cuong Dat Dinh Duc Dung Hai Hieu Hoang Huy Hung Khanh Khoa Kien Lam Long Minh Nam "
                       "Nghia Phong Phuc Quang Quan Quoc Son Tai Thanh Thinh Tien Toan Trung Tuan Tung Viet Vinh Vu")  # fmt: skip
_VIETNAMESE_FAMILY = _names("Bui Cao Chu Dang Dao Dinh Do Doan Duong Ha Ho Hoang Huynh Lam Le Luong Luu Ly Mai Ngo Nguyen "
                            "Pham Phan Phung Quach Ta Thai To Ton Tran Trinh Truong Vo Vu Vuong")  # fmt: skip
_FILIPINO_F = _names("Althea Angelica Bea Bernadette Camille Carmela Christine Clarisse Danica Divine Erika Gwyneth Hazel "
                     "Jasmine Jhoanna Kathleen Kristine Lourdes Mae Maricel Marites Nicole Princess Rowena Trisha")  # fmt: skip
_FILIPINO_M = _names("Adrian Aldrin Angelo Arnel Carlo Christian Dennis Edgardo Emmanuel Ferdinand Gerald Jericho Jerome "
                     "Jomar Joshua Justin Kenneth Mark Marvin Nathaniel Paolo Ramil Renato Rodel Ronaldo Vincent")  # fmt: skip
_FILIPINO_FAMILY = _names("Abad Aguilar Alcantara Aquino Bautista Bernardo Castillo Concepcion Cruz Dalisay Dimaculangan "
                          "Domingo Enriquez Espiritu Evangelista Francisco Galang Gatchalian Hernandez Ignacio Lacson "
                          "Lagman Macaraeg Magsaysay Manalo Mendoza Mercado Navarro Ocampo Pangilinan Pascual "
                          "Quizon Ramos Reyes Salazar Santos Soriano Tolentino Valdez Villanueva Zamora")  # fmt: skip

ORIGINS: tuple[Origin, ...] = (
    Origin("english", "white", 0.655, (), (), (), (0, 2), _FAIR_HAIR, _FAIR_EYES),
    Origin("welsh", "white", 0.07, _WELSH_GIVEN_F, _WELSH_GIVEN_M, _WELSH_FAMILY, (0, 2), _FAIR_HAIR, _FAIR_EYES, ("Welsh",)),
    Origin("irish", "white", 0.07, _IRISH_F, _IRISH_M, _IRISH_FAMILY, (0, 1), _FAIR_HAIR, _FAIR_EYES),
    Origin("scottish", "white", 0.075, _SCOTTISH_F, _SCOTTISH_M, _SCOTTISH_FAMILY, (0, 1), _FAIR_HAIR, _FAIR_EYES),
    Origin("polish", "white", 0.05, _POLISH_F, _POLISH_M, _POLISH_FAMILY, (0, 2), _FAIR_HAIR, _FAIR_EYES, ("Polish",), 0.3),
    Origin("romanian", "white", 0.035, _ROMANIAN_F, _ROMANIAN_M, _ROMANIAN_FAMILY, (1, 3), _MIXED_HAIR, _MIXED_EYES, ("Romanian",), 0.5),
    Origin("baltic", "white", 0.015, _BALTIC_F, _BALTIC_M, _BALTIC_FAMILY, (0, 1), _FAIR_HAIR, _FAIR_EYES, ("Lithuanian",), 0.4),
    Origin("iberian", "white", 0.03, _IBERIAN_F, _IBERIAN_M, _IBERIAN_FAMILY, (1, 4), _MIXED_HAIR, _MIXED_EYES, ("Portuguese",), 0.4),
    Origin("nigerian", "black", 0.27, _NIGERIAN_F, _NIGERIAN_M, _NIGERIAN_FAMILY, (7, 9), _DARK_HAIR, _DARK_EYES, ("Yoruba", "Igbo"), 0.25),
    Origin("ghanaian", "black", 0.15, _GHANAIAN_F, _GHANAIAN_M, _GHANAIAN_FAMILY, (7, 9), _DARK_HAIR, _DARK_EYES, ("Twi",), 0.2),
    Origin("somali", "black", 0.14, _SOMALI_F, _SOMALI_M, _SOMALI_FAMILY, (6, 9), _DARK_HAIR, _DARK_EYES, ("Somali",), 0.35),
    Origin("horn", "black", 0.08, _HORN_F, _HORN_M, _HORN_FAMILY, (6, 8), _DARK_HAIR, _DARK_EYES, ("Tigrinya", "Amharic"), 0.7),
    Origin("caribbean", "black", 0.36, _CARIBBEAN_F, _CARIBBEAN_M, _CARIBBEAN_FAMILY, (6, 9), _DARK_HAIR, _DARK_EYES),
    Origin("pakistani", "asian", 0.42, _PAKISTANI_F, _PAKISTANI_M, _PAKISTANI_FAMILY, (3, 6), _DARK_HAIR, _DARK_EYES, ("Urdu", "Punjabi"), 0.2),
    Origin("bangladeshi", "asian", 0.17, _PAKISTANI_F, _PAKISTANI_M, _BANGLADESHI_FAMILY, (4, 7), _DARK_HAIR, _DARK_EYES, ("Bengali", "Sylheti"), 0.2),
    Origin("indian", "asian", 0.41, _INDIAN_F, _INDIAN_M, _INDIAN_FAMILY, (3, 7), _DARK_HAIR, _DARK_EYES, ("Punjabi", "Gujarati", "Hindi"), 0.2),
    Origin("chinese", "east_asian", 0.55, _CHINESE_F, _CHINESE_M, _CHINESE_FAMILY, (1, 4), _DARK_HAIR, _DARK_EYES, ("Cantonese", "Mandarin"), 0.35),
    Origin("vietnamese", "east_asian", 0.25, _VIETNAMESE_F, _VIETNAMESE_M, _VIETNAMESE_FAMILY, (2, 4), _DARK_HAIR, _DARK_EYES, ("Vietnamese",), 0.7),
    Origin("filipino", "east_asian", 0.20, _FILIPINO_F, _FILIPINO_M, _FILIPINO_FAMILY, (3, 5), _DARK_HAIR, _DARK_EYES, ("Tagalog",), 0.3),
    Origin("arabic", "middle_eastern", 0.45, _ARABIC_F, _ARABIC_M, _ARABIC_FAMILY, (2, 5), _DARK_HAIR, _MIXED_EYES, ("Arabic",), 0.5),
    Origin("afghan", "middle_eastern", 0.35, _AFGHAN_F, _AFGHAN_M, _AFGHAN_FAMILY, (2, 5), _DARK_HAIR, _MIXED_EYES, ("Dari", "Pashto", "Kurdish Sorani"), 0.7),
    Origin("turkish", "middle_eastern", 0.20, _TURKISH_F, _TURKISH_M, _TURKISH_FAMILY, (1, 4), _DARK_HAIR, _MIXED_EYES, ("Turkish",), 0.3),
    Origin("mixed_caribbean", "mixed", 0.55, (*GIRLS[::2], *_CARIBBEAN_F), (*BOYS[::2], *_CARIBBEAN_M), (), (4, 6), _MIXED_HAIR, _MIXED_EYES),
    Origin("mixed_african", "mixed", 0.20, GIRLS, BOYS, (*_NIGERIAN_FAMILY, *_GHANAIAN_FAMILY), (4, 7), _MIXED_HAIR, _MIXED_EYES),
    Origin("mixed_asian", "mixed", 0.25, (*GIRLS[::2], *_INDIAN_F), (*BOYS[::2], *_INDIAN_M), (*_INDIAN_FAMILY[::2], *_PAKISTANI_FAMILY[::2]), (2, 5), _MIXED_HAIR, _MIXED_EYES),
    Origin("other", "other", 1.0, (*_ARABIC_F[::2], *_IBERIAN_F[::2]), (*_ARABIC_M[::2], *_IBERIAN_M[::2]), (*_FILIPINO_FAMILY, *_IBERIAN_FAMILY[::2]), (2, 6), _MIXED_HAIR, _MIXED_EYES),
)  # fmt: skip
